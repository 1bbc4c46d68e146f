namespace Kiln.Cli;

/// <summary>What the process returns; part of the command line's contract.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Success = 0;

    /// <summary>The job ended <c>failed</c>: the service says why, the credit is returned.</summary>
    public const int ConversionFailed = 1;

    /// <summary>The command line is wrong, or a file that it names cannot be read or written.</summary>
    public const int Usage = 2;

    /// <summary>The service refused the request (4xx): bad input, key, credits, unknown job.</summary>
    public const int Refused = 3;

    /// <summary>The service cannot be started or reached, or answered with a fault of its own.</summary>
    public const int ServiceUnavailable = 4;

    /// <summary>The job was cancelled by someone else.</summary>
    public const int CancelledElsewhere = 5;

    /// <summary>Stopped by Ctrl-C or a termination signal (128 + SIGINT); the running job was asked to cancel.</summary>
    public const int Interrupted = 130;
}
