namespace Kiln.Geometry.Formats.Inspection;

/// <summary>Why a file is refused.</summary>
/// <param name="Kind">The kind of fault.</param>
/// <param name="Message">One sentence for the person who sent the file.</param>
public sealed record InspectionFault(InspectionFaultCode Kind, string Message)
{
    /// <summary>The kind as clients of the HTTP interface know it, such as <c>UNSUPPORTED_FORMAT</c>.</summary>
    public string Code => Kind switch
    {
        InspectionFaultCode.UnsupportedFormat => "UNSUPPORTED_FORMAT",
        InspectionFaultCode.InvalidArchive => "INVALID_ARCHIVE",
        InspectionFaultCode.InvalidFileName => "INVALID_FILENAME",
        _ => "INVALID_FILE",
    };
}
