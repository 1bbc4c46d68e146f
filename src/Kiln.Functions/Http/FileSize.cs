using System.Globalization;

namespace Kiln.Functions.Http;

/// <summary>Sizes, and the refusal of files that are too large.</summary>
internal static class FileSize
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>A size for people: whole megabytes where it is so, else bytes.</summary>
    public static string Text(long bytes) => bytes % Megabyte == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / Megabyte}MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes");

    public static ApiException TooLarge(string fileName, long limit) => new(
        StatusCodes.Status413PayloadTooLarge, ErrorCodes.FileTooLarge, $"File too large (max {Text(limit)}): {fileName}");
}
