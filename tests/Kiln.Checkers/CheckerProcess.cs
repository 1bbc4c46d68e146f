using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kiln.Checkers;

/// <summary>
/// The checkers' long-lived Node process: JSON lines out, JSON lines back, answers matched by id. It is started on first use
/// and ends with this process, whose end closes its standard input.
/// </summary>
internal sealed class CheckerProcess
{
    private static readonly Lazy<Task<CheckerProcess>> Shared = new(StartAsync);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Process _process;
    private long _lastId;

    private CheckerProcess(Process process) => _process = process;

    public static async Task<JsonElement> AskAsync(JsonObject request)
    {
        CheckerProcess process = await Shared.Value.ConfigureAwait(false);
        return await process.SendAsync(request).ConfigureAwait(false);
    }

    private static async Task<CheckerProcess> StartAsync()
    {
        string folder = await ValidatorsFolder.EnsureInstalledAsync().ConfigureAwait(false);
        Process process = Process.Start(new ProcessStartInfo("node", ["check.mjs"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        CheckerProcess checker = new(process);
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        _ = Task.Run(checker.ReadAsync);
        return checker;
    }

    private async Task<JsonElement> SendAsync(JsonObject request)
    {
        long id = Interlocked.Increment(ref _lastId);
        request["id"] = id;
        TaskCompletionSource<JsonElement> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            await _process.StandardInput.WriteLineAsync(request.ToJsonString()).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(3)).ConfigureAwait(false);
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _process.StandardOutput.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                using JsonDocument reply = JsonDocument.Parse(line);
                JsonElement root = reply.RootElement;
                if (_waiting.TryRemove(root.GetProperty("id").GetInt64(), out TaskCompletionSource<JsonElement>? answer))
                {
                    if (root.TryGetProperty("result", out JsonElement result))
                    {
                        answer.SetResult(result.Clone());
                    }
                    else
                    {
                        answer.SetException(new InvalidOperationException(root.GetProperty("error").GetString()));
                    }
                }
            }
        }
        finally
        {
            foreach (TaskCompletionSource<JsonElement> answer in _waiting.Values)
            {
                answer.TrySetException(new InvalidOperationException("The checkers' process ended."));
            }
        }
    }
}
