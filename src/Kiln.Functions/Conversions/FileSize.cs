using System.Globalization;
using Kiln.Functions.Http;

namespace Kiln.Functions.Conversions;

/// <summary>The refusal of files that are too large.</summary>
internal static class FileSize
{
    private const long Megabyte = 1024 * 1024;

    public static ApiException TooLarge(string fileName, long limit)
    {
        string most = limit % Megabyte == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{limit / Megabyte}MB")
            : string.Create(CultureInfo.InvariantCulture, $"{limit} bytes");
        return new ApiException(
            StatusCodes.Status413PayloadTooLarge, ErrorCodes.FileTooLarge, $"File too large (max {most}): {fileName}");
    }
}
