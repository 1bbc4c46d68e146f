using System.Globalization;

namespace Kiln.LocalHost.Storage;

/// <summary>ETags of local documents: the version in hexadecimal.</summary>
internal static class DocumentVersion
{
    public static string ToETag(long version) => version.ToString("x16", CultureInfo.InvariantCulture);
}
