namespace Kiln.Storage.Uploads;

/// <summary>Where an upload stands.</summary>
public enum UploadStatus
{
    /// <summary>The bytes have not come.</summary>
    Pending,

    /// <summary>The bytes are there.</summary>
    Received,

    /// <summary>What came is not what was announced.</summary>
    Rejected,

    /// <summary>Its time is over.</summary>
    Expired,
}
