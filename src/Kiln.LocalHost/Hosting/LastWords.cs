namespace Kiln.LocalHost.Hosting;

/// <summary>
/// Ends the process in an orderly way when the host could not start: one message for its user and exit code 1, where the runtime would
/// print a stack trace and abort. Faults of any other kind are left to the runtime.
/// </summary>
internal static class LastWords
{
    private static int _installed;

    /// <summary>Takes effect for the whole process, once.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref _installed, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += Speak;
        }
    }

    private static void Speak(object sender, UnhandledExceptionEventArgs unhandled)
    {
        if (unhandled.ExceptionObject is LocalHostException fault)
        {
            Console.Error.WriteLine(fault.Message);
            Environment.Exit(1);
        }
    }
}
