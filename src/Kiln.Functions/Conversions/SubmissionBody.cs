namespace Kiln.Functions.Conversions;

/// <summary>The body of a submission, read to its end.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="File">The file that came with it, or null.</param>
/// <param name="UploadId">The upload that it names, or null.</param>
internal sealed record SubmissionBody(FieldReader Fields, ReceivedFile? File, string? UploadId);
