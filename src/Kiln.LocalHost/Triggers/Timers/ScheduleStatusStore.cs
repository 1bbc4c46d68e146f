using System.Text.Json;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Triggers.Timers;

/// <summary>Remembers the last run of each monitored timer function: one small file each, under <c>timers</c> of the data directory.</summary>
internal sealed class ScheduleStatusStore(LocalHostOptions options, ILogger<ScheduleStatusStore> logger)
{
    private readonly string _directory = Path.Combine(options.DataPath, "timers");

    /// <summary>The remembered status; null when there is none, or none that can be read.</summary>
    public ScheduleStatus? Read(string function)
    {
        string path = PathOf(function);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ScheduleStatusJsonContext.Default.ScheduleStatus);
        }
        catch (JsonException fault)
        {
            logger.LogWarning(fault, "{Path} cannot be read; timer function '{Function}' begins anew.", path, function);
            return null;
        }
    }

    /// <summary>Remembers a status; it is on disk when this returns.</summary>
    public void Write(string function, ScheduleStatus status)
    {
        Directory.CreateDirectory(_directory);
        AtomicFile.Write(
            PathOf(function), JsonSerializer.SerializeToUtf8Bytes(status, ScheduleStatusJsonContext.Default.ScheduleStatus));
    }

    // Function names are letters, digits, '_' and '-', and ignore case.
    private string PathOf(string function) => Path.Combine(_directory, $"{function.ToUpperInvariant()}.json");
}
