namespace Kiln.SimReady.Tests.ChildProcesses;

/// <summary>What this assembly does when a test starts it as a process of its own.</summary>
internal static class Program
{
    public static int Main(string[] args) => args switch
    {
        ["hashes", .. var files] => OutputHashes.Print(files),
        ["fuzz", var seed, var cases] => FuzzRun.Run(int.Parse(seed), int.Parse(cases)),
        _ => 64,
    };
}
