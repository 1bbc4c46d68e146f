using System.Text.Json;
using Kiln.Functions.Http;
using Kiln.Functions.Surfaces.Lynx.Studies;
using Kiln.Storage.Batches;
using Kiln.Storage.Work.Runs;

namespace Kiln.Functions.Surfaces.Lynx.Batches;

/// <summary>A study as its batch keeps it: all that its runs are made of, with the defaults of the day it was accepted.</summary>
/// <param name="Study">The study, with its seed.</param>
/// <param name="ConfigHash">SHA-256 of the canonical configuration.</param>
internal sealed record StudyRecord(Study Study, string ConfigHash)
{
    /// <summary>What a batch keeps of a study.</summary>
    public JsonElement ToParameters() => JsonSerializer.SerializeToElement(
        new Stored(
            Study.Config, Study.Runs, Study.Seed!.Value, Study.TimeoutSeconds, Study.MaxRetries, ConfigHash),
        JsonSerializerOptions.Web);

    /// <summary>The study of a batch.</summary>
    public static StudyRecord Of(Batch batch)
    {
        Stored stored = batch.Parameters!.Value.Deserialize<Stored>(JsonSerializerOptions.Web)!;

        // It was found good when it was accepted; the limits of today are not asked.
        LynxOptions anything = new() { MaxRuns = int.MaxValue, MaxTimeoutSeconds = int.MaxValue };
        Study study = StudyReader.Read(new MemberReader(stored.Config, rejectUnknown: false, "config"), stored.Runs, anything);
        return new StudyRecord(
            study with { Seed = stored.Seed, TimeoutSeconds = stored.TimeoutSeconds, MaxRetries = stored.MaxRetries }, stored.ConfigHash);
    }

    /// <summary>What the runs ask of a runner.</summary>
    public RunRequirements Requirements => new(
        Study.SimulationType, Study.Request.Millicores, Study.Request.MemoryBytes, Study.Request.Gpu, Study.MaxParallelJobs);

    private sealed record Stored(
        JsonElement Config, int Runs, long Seed, int TimeoutSeconds, int MaxRetries, string ConfigHash);
}
