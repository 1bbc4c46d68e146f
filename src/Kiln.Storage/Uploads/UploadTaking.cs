using Kiln.Storage.Content;

namespace Kiln.Storage.Uploads;

/// <summary>What became of an attempt to take an upload over as a job's input.</summary>
public abstract record UploadTaking
{
    private UploadTaking()
    {
    }

    /// <summary>The checked bytes are the input now; changing the upload changes nothing any more.</summary>
    /// <param name="Upload">The upload.</param>
    /// <param name="Properties">The input's properties.</param>
    public sealed record Taken(Upload Upload, ContentProperties Properties) : UploadTaking;

    /// <summary>The organisation has no such upload.</summary>
    public sealed record NotFound : UploadTaking;

    /// <summary>The bytes have not come.</summary>
    public sealed record NotReceived : UploadTaking;

    /// <summary>Its time is over.</summary>
    public sealed record Expired : UploadTaking;

    /// <summary>What came is not what was announced.</summary>
    /// <param name="Error">What differs, in a sentence.</param>
    public sealed record Rejected(string Error) : UploadTaking;
}
