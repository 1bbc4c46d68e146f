using System.Globalization;
using System.Text;

namespace Kiln.Storage.Azure;

/// <summary>Where a walk over a container stands, and its form as an opaque continuation token.</summary>
/// <param name="Marker">Blob storage's own marker of the segment; null for the first.</param>
/// <param name="LastKey">The last key looked at; what comes after it is still to be seen. Empty before the first.</param>
/// <param name="Skip">How many matching documents are still to be left out.</param>
internal readonly record struct ListingPosition(string? Marker, string LastKey, int Skip)
{
    public static ListingPosition Parse(string? token, int skip)
    {
        if (token is null)
        {
            return new ListingPosition(null, "", skip);
        }

        byte[] text = new byte[token.Length];
        if (Convert.TryFromBase64String(token, text, out int length)
            && Encoding.UTF8.GetString(text, 0, length).Split('\n', 3) is [string left, string lastKey, string marker]
            && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int stillToSkip))
        {
            return new ListingPosition(marker.Length == 0 ? null : marker, lastKey, stillToSkip);
        }

        throw new ArgumentException($"'{token}' is not a continuation token of this store.", nameof(token));
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Skip}\n{LastKey}\n{Marker}")));
}
