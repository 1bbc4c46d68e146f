using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Kiln.LocalHost.Tests.Crash;

/// <summary>What is done to a process from outside while it works, or to its log after it was killed.</summary>
internal static class Disturbance
{
    private const int Stop = 19;
    private const int Continue = 18;
    private const int FileSize = 1;

    /// <summary>Kills it after so many lines.</summary>
    public static Func<Process, IReadOnlyList<string>, Task> KillAfter(int count) => (process, lines) =>
    {
        if (lines.Count == count)
        {
            process.Kill();
        }

        return Task.CompletedTask;
    };

    /// <summary>Stops it, as a debugger or a full machine does, finds that nobody else may have its directory, lets it go on and kills it later.</summary>
    public static Func<Process, IReadOnlyList<string>, Task> StopAfter(int count, string directory, int linesMore) => async (process, lines) =>
    {
        if (lines.Count == count)
        {
            Assert.Equal(0, Kill(process.Id, Stop));
            Assert.Contains("in use by another process", await CrashProcess.BeRefusedAsync(directory), StringComparison.Ordinal);
            Assert.Equal(0, Kill(process.Id, Continue));
        }

        await KillAfter(count + linesMore)(process, lines);
    };

    /// <summary>
    /// Takes the room for its files away, gives it back when it says that something was refused, and kills it so many lines later.
    /// </summary>
    public static Func<Process, IReadOnlyList<string>, Task> NoRoomAfter(int count, int linesMore)
    {
        int killAt = int.MaxValue;
        return async (process, lines) =>
        {
            if (lines.Count == count)
            {
                // No file may be written at any offset.
                Limit(process, 0);
            }

            if (lines[^1] == "refused")
            {
                killAt = Math.Min(killAt, lines.Count + linesMore);
                Limit(process, ulong.MaxValue);
                await process.StandardInput.WriteLineAsync("there is room");
                await process.StandardInput.FlushAsync();
            }

            await KillAfter(killAt)(process, lines);
        };
    }

    /// <summary>Leaves at the end of the log what a power cut in the middle of a write leaves: part of a frame, or nonsense.</summary>
    public static void TearTail(string directory, Random random)
    {
        using FileStream log = new(Path.Combine(directory, "kiln.db-wal"), FileMode.Open, FileAccess.ReadWrite);
        byte[] torn = new byte[random.Next(1, 20_000)];
        random.NextBytes(torn);
        if (random.Next(2) == 0 && log.Length > 32)
        {
            // A frame as it once was: whole to look at, but not of this place in the log.
            log.Position = 32;
            log.ReadAtLeast(torn, torn.Length, throwOnEndOfStream: false);
        }

        log.Seek(0, SeekOrigin.End);
        log.Write(torn);
    }

    /// <summary>Cuts off the end of the log, which takes acknowledged work with it.</summary>
    public static string LoseTail(string directory, Random random)
    {
        using FileStream log = new(Path.Combine(directory, "kiln.db-wal"), FileMode.Open, FileAccess.ReadWrite);
        long lost = random.NextInt64(1, Math.Max(2, log.Length / 2));
        log.SetLength(log.Length - lost);
        return string.Create(CultureInfo.InvariantCulture, $"{lost} bytes of the log were lost");
    }

    private static void Limit(Process process, ulong bytes)
    {
        ResourceLimit limit = new() { Soft = bytes, Hard = ulong.MaxValue };
        Assert.Equal(0, LimitResource(process.Id, FileSize, ref limit, IntPtr.Zero));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "prlimit")]
    private static extern int LimitResource(int process, int resource, ref ResourceLimit limit, IntPtr old);

    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
