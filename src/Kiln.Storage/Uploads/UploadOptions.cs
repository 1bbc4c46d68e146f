namespace Kiln.Storage.Uploads;

/// <summary>How long uploads live.</summary>
public sealed record UploadOptions
{
    /// <summary>How long the URL takes bytes.</summary>
    public TimeSpan UrlLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an upload serves jobs, from its announcement.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(24);
}
