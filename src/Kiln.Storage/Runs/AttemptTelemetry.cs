namespace Kiln.Storage.Runs;

/// <summary>How far the telemetry of one attempt has come.</summary>
/// <param name="SchemaVersion">The form of the record.</param>
/// <param name="NextSequence">Number of the next call.</param>
/// <param name="SampleCount">Samples so far.</param>
/// <param name="FirstTime">Simulated seconds of the first sample; null before there is one.</param>
/// <param name="LastTime">Simulated seconds of the last sample.</param>
/// <param name="Length">Bytes so far.</param>
public sealed record AttemptTelemetry(
    int SchemaVersion, long NextSequence, long SampleCount, double? FirstTime, double? LastTime, long Length) : IVersionedDocument
{
    /// <summary>No samples.</summary>
    public static AttemptTelemetry Empty { get; } = new(StoredJson.CurrentVersion, 0, 0, null, null, 0);
}
