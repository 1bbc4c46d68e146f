using System.Text;

namespace Kiln.Storage.Content;

/// <summary>The <c>Content-Disposition</c> header of downloads (RFC 6266).</summary>
public static class ContentDisposition
{
    /// <summary>
    /// Tells a browser to save under a file name: a plain ASCII name for old clients, and the exact one in UTF-8 (RFC 8187) when they differ.
    /// </summary>
    public static string Attachment(string fileName)
    {
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        StringBuilder plain = new(fileName.Length);
        foreach (char character in fileName)
        {
            plain.Append(character is >= ' ' and <= '~' and not ('"' or '\\' or '/' or '%') ? character : '_');
        }

        string ascii = plain.ToString();
        return ascii == fileName
            ? $"attachment; filename=\"{ascii}\""
            : $"attachment; filename=\"{ascii}\"; filename*=UTF-8''{Uri.EscapeDataString(fileName)}";
    }
}
