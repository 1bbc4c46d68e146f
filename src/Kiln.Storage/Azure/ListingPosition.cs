using System.Globalization;
using System.Text;

namespace Kiln.Storage.Azure;

/// <summary>Where a walk over a container stands, and its form as an opaque continuation token.</summary>
/// <param name="Marker">Blob storage's own marker of the segment; null for the first.</param>
/// <param name="Taken">How many blobs of that segment have been looked at.</param>
/// <param name="Skip">How many matching documents are still to be left out.</param>
internal readonly record struct ListingPosition(string? Marker, int Taken, int Skip)
{
    public static ListingPosition Parse(string? token, int skip)
    {
        if (token is null)
        {
            return new ListingPosition(null, 0, skip);
        }

        string[] parts;
        try
        {
            parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('\n', 3);
        }
        catch (FormatException)
        {
            throw Foreign(token);
        }

        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int taken)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int left)
            ? new ListingPosition(parts[2].Length == 0 ? null : parts[2], taken, left)
            : throw Foreign(token);
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Taken}\n{Skip}\n{Marker}")));

    private static ArgumentException Foreign(string token) => new($"'{token}' is not a continuation token of this store.", nameof(token));
}
