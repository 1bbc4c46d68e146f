using Kiln.Functions.Configuration;

namespace Kiln.Functions.Surfaces.Jobnik.Listing;

/// <summary>Which part of a list a request asks for.</summary>
/// <param name="Number">Number of the page, from 1.</param>
/// <param name="Size">Items of a page.</param>
internal readonly record struct ListPage(int Number, int Size)
{
    // Beyond this every list is at its end; the arithmetic stays within range.
    private const int MostItems = 1 << 30;

    /// <summary>Items before the page.</summary>
    public int First => (int)Math.Min((Number - 1L) * Size, MostItems);

    /// <summary>Items up to the end of the page.</summary>
    public int End => (int)Math.Min((long)First + Size, MostItems);

    /// <summary>
    /// The page that a request asks for. Clients of older managers know no pages: where lists are arrays they get the whole.
    /// </summary>
    public static ListPage Of(JobnikRequest asked, JobnikOptions settings)
    {
        bool whole = IsArray(settings) && asked.Text("page") is null && asked.Text("page_size") is null;
        return whole
            ? new ListPage(1, MostItems)
            : new ListPage(asked.Integer("page", 1), asked.Integer("page_size", Math.Min(settings.DefaultPageSize, settings.MaxPageSize)));
    }

    /// <summary>Whether lists are bare arrays.</summary>
    public static bool IsArray(JobnikOptions settings) => string.Equals(settings.ListShape, "array", StringComparison.OrdinalIgnoreCase);
}
