namespace Kiln.Geometry.Formats.Inspection;

/// <summary>The kinds of faults that are found before a job exists.</summary>
public enum InspectionFaultCode
{
    /// <summary>The extension stands for no format that can be read.</summary>
    UnsupportedFormat,

    /// <summary>The archive breaks a rule or does not hold exactly one model.</summary>
    InvalidArchive,

    /// <summary>The name is no file name.</summary>
    InvalidFileName,

    /// <summary>The content is empty, malformed, or refers to files that were not sent.</summary>
    InvalidFile,
}
