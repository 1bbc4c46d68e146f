using System.Text;
using Kiln.Geometry.Formats.Archives;
using Kiln.Geometry.Formats.Gltf;

namespace Kiln.Geometry.Formats.Inspection;

/// <summary>
/// The check of a file before a job exists for it: name, format and layout, read from a few places of a stream in bounded
/// memory. Deeper faults are found by <see cref="ModelReader"/>.
/// </summary>
public static class ModelInspection
{
    private const int MaxFileNameBytes = 255;
    private const int MaxNamesListed = 8;

    /// <summary>Checks a file.</summary>
    /// <param name="content">The file; seekable. It is left open, at any position.</param>
    /// <param name="fileName">The name it was sent under.</param>
    /// <param name="limits">Limits of archives; <see cref="ModelReaderLimits.Default"/> when null.</param>
    /// <returns>What the file is, or the fault it has; a fault is never thrown.</returns>
    public static ModelInspectionResult Inspect(Stream content, string fileName, ModelReaderLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (InspectName(fileName) is { } fault)
        {
            return new ModelInspectionResult(null, null, fault);
        }

        ModelFormat format = FileExtensions.FormatOf(fileName)!.Value;

        if (content.Length == 0)
        {
            return ModelInspectionResult.Refused(InspectionFaultCode.InvalidFile, "File is empty");
        }

        try
        {
            content.Position = 0;
            return format == ModelFormat.Zip
                ? InspectArchive(content, limits ?? ModelReaderLimits.Default)
                : InspectModel(content, content.Length, format, null) ?? new ModelInspectionResult(format, null, null);
        }
        catch (InvalidModelException exception)
        {
            InspectionFaultCode code = format == ModelFormat.Zip ? InspectionFaultCode.InvalidArchive : InspectionFaultCode.InvalidFile;
            return ModelInspectionResult.Refused(code, exception.Message);
        }
        catch (InvalidDataException)
        {
            return ModelInspectionResult.Refused(InspectionFaultCode.InvalidArchive, "Invalid archive: its model cannot be unpacked");
        }
    }

    /// <summary>Checks a name alone, before there is any content; null when a model may have it.</summary>
    public static InspectionFault? InspectName(string fileName) =>
        !IsFileName(fileName) ? new InspectionFault(InspectionFaultCode.InvalidFileName, "Invalid filename")
        : FileExtensions.FormatOf(fileName) is null
            ? new InspectionFault(InspectionFaultCode.UnsupportedFormat, FileExtensions.Refusal(fileName))
            : null;

    /// <summary>
    /// True for a name a file may be sent under: not empty, at most 255 bytes of UTF-8, no slash of either kind, no control
    /// character, and not <c>.</c> or <c>..</c>.
    /// </summary>
    public static bool IsFileName(string? fileName) =>
        !string.IsNullOrWhiteSpace(fileName) && Encoding.UTF8.GetByteCount(fileName) <= MaxFileNameBytes
        && fileName is not ("." or "..") && !fileName.Any(c => c is '/' or '\\' || char.IsControl(c));

    private static string Listed(string[] names) => names.Length <= MaxNamesListed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names[..MaxNamesListed])} and {names.Length - MaxNamesListed} more";

    private static ModelInspectionResult InspectArchive(Stream content, ModelReaderLimits limits)
    {
        var archive = ZipContent.Open(content, limits);
        string path = archive.Primary.Path;
        if (FileExtensions.FormatOf(path) is not { } format)
        {
            return ModelInspectionResult.Refused(InspectionFaultCode.UnsupportedFormat, FileExtensions.Refusal(path));
        }

        if (archive.Primary.Length == 0)
        {
            return ModelInspectionResult.Refused(InspectionFaultCode.InvalidFile, "File is empty");
        }

        using Stream model = archive.OpenRead(archive.Primary);
        return InspectModel(model, archive.Primary.Length, format, new SideFiles(archive, path))
            ?? new ModelInspectionResult(
                ModelFormat.Zip, new ArchiveSummary(path, archive.Entries.Count, archive.Entries.Sum(entry => entry.Length)), null);
    }

    private static ModelInspectionResult? InspectModel(Stream content, long length, ModelFormat format, SideFiles? sideFiles)
    {
        if (format == ModelFormat.Glb)
        {
            byte[] head = new byte[Math.Min(length, GlbContainer.HeaderLength)];
            int read = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            try
            {
                _ = GlbContainer.CheckHeader(head.AsSpan(0, read), length);
            }
            catch (InvalidModelException exception)
            {
                return ModelInspectionResult.Refused(InspectionFaultCode.InvalidFile, exception.Message);
            }
        }

        if (format == ModelFormat.Gltf)
        {
            string[] missing = [.. GltfReferenceScanner.ExternalFiles(content, length).Where(path => sideFiles?.Contains(path) != true)];
            if (missing.Length > 0)
            {
                string remedy = sideFiles is null ? "Send a ZIP" : "Add them to the ZIP";
                return ModelInspectionResult.Refused(
                    InspectionFaultCode.InvalidFile,
                    $"Model refers to files that are not in the upload: {Listed(missing)}. {remedy}");
            }
        }

        return null;
    }
}
