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
    private int _terminated;

    private RunProcess(Process process) => _process = process;

    /// <summary>Ends when the process has ended and its output is read.</summary>
    public Task Exited => _process.WaitForExitAsync();

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

        Process process = Process.Start(start)!;
        RunProcess run = new(process);
        process.ErrorDataReceived += (_, line) => run.Note(line.Data);
        process.OutputDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        process.StandardInput.Close();
        return run;
    }

    /// <summary>Asks it to end, and kills it when it has not ended in ten seconds.</summary>
    public void Terminate()
    {
        if (Interlocked.Exchange(ref _terminated, 1) == 0)
        {
            Send(SignalTerminate);
            Send(SignalContinue);
            _ = KillLaterAsync();
        }
    }

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        Send(SignalKill);
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Stands it still.</summary>
    public void Suspend() => Send(SignalStop);

    /// <summary>Lets it go on.</summary>
    public void Resume() => Send(SignalContinue);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

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

    /// <summary>Signals the whole session; where there are no signals, only an end can be had.</summary>
    private void Send(int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            if (signal is SignalKill or SignalTerminate && !_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        else
        {
            _ = NativeMethods.Kill(-_process.Id, signal);
        }
    }

    private static class NativeMethods
    {
        [DllImport("libc", EntryPoint = "kill")]
        [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
        public static extern int Kill(int processGroup, int signal);
    }
}
