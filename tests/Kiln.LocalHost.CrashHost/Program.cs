using System.Globalization;
using Kiln.LocalHost.CrashHost;

// crashhost DIRECTORY drive FIRST COUNT: starts instances, raises events, and says on standard output what was acknowledged.
// crashhost DIRECTORY finish: brings every instance to its end and says what that was.
// The environment variable KILN_CRASH_AT=Boundary:N kills the process when it reaches that durability boundary for the Nth time;
// KILN_SLOW_COMMITS=N makes every turn's commit N milliseconds longer.
return args switch
{
    [string directory, "drive", string first, string count] =>
        await Workload.DriveAsync(directory, int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture)),
    [string directory, "finish"] => await Workload.FinishAsync(directory),
    _ => 2,
};
