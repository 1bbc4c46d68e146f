using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Kiln.Cli.Service;

namespace Kiln.Cli.Runners;

/// <summary>The process of one run, with all that it starts: a session of its own, so that one signal reaches the whole of it.</summary>
internal sealed class RunProcess : IDisposable
{
    private const int SignalKill = 9, SignalTerminate = 15, SignalContinue = 18, SignalStop = 19;
    private const int TailLength = 2000;
    private static readonly TimeSpan TerminationGrace = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Lock _gate = new();
    private bool _terminated;
    private bool _disposed;

    private RunProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        process.StandardInput.Close();
        Exited = process.WaitForExitAsync();
    }

    /// <summary>Ends when the process has ended and its output is read.</summary>
    public Task Exited { get; }

    /// <summary>What it returned.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last characters of its standard error.</summary>
    public string ErrorTail
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString().Trim();
            }
        }
    }

    /// <summary>Starts a command in a directory.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static RunProcess Start(IReadOnlyList<string> command, string directory, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = OwnSession.StartInfo(command[0], command.Skip(1));
        start.WorkingDirectory = directory;
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return new RunProcess(Process.Start(start)!);
    }

    /// <summary>Asks it to end, and kills it when it has not ended in ten seconds.</summary>
    public void Terminate()
    {
        if (!Interlocked.Exchange(ref _terminated, true))
        {
            Send(SignalTerminate);
            Send(SignalContinue);
            _ = KillLaterAsync();
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill() => Send(SignalKill);

    /// <summary>Stands it still.</summary>
    public void Suspend() => Send(SignalStop);

    /// <summary>Lets it go on.</summary>
    public void Resume() => Send(SignalContinue);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _process.Dispose();
        }
    }

    private async Task KillLaterAsync()
    {
        try
        {
            await Exited.WaitAsync(TerminationGrace).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_errors)
            {
                _errors.AppendLine(line);
                if (_errors.Length > TailLength)
                {
                    _errors.Remove(0, _errors.Length - TailLength);
                }
            }
        }
    }

    /// <summary>
    /// Signals the whole session; where there are no signals, only an end can be had. Nothing once it is disposed of: a heartbeat's answer
    /// may come when the run is over.
    /// </summary>
    private void Send(int signal)
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            if (!OperatingSystem.IsWindows())
            {
                _ = NativeMethods.Kill(-_process.Id, signal);
            }

            if (signal == SignalKill || (OperatingSystem.IsWindows() && signal == SignalTerminate))
            {
                KillTree();
            }
        }
    }

    /// <summary>Also what has left the session.</summary>
    private void KillTree()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception fault) when (fault is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended.
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processGroup, int signal);
    }
}
