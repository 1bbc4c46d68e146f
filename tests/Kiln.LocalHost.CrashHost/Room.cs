using Kiln.Storage;
using Microsoft.Data.Sqlite;

namespace Kiln.LocalHost.CrashHost;

/// <summary>Repeats what a disk without room refused, each time after a line on standard input has said that there is room.</summary>
internal static class Room
{
    private static readonly Lock Lock = new();
    private static TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to listen.</summary>
    public static void Listen() => _ = Task.Factory.StartNew(
        static () =>
        {
            while (Console.In.ReadLine() is not null)
            {
                TaskCompletionSource now;
                lock (Lock)
                {
                    now = _next;
                    _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                now.SetResult();
            }
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Calls until the call is taken; says each refusal.</summary>
    public static async Task UntilTakenAsync(Func<Task> call, Action<string> say)
    {
        while (true)
        {
            Task room;
            lock (Lock)
            {
                room = _next.Task;
            }

            try
            {
                await call();
                return;
            }
            catch (Exception refusal) when (refusal is SqliteException or StorageFullException)
            {
                say("refused");
                await room;
            }
        }
    }
}
