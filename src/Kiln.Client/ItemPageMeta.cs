namespace Kiln.Client;

/// <summary>Where a page stands in its list.</summary>
/// <param name="Page">Which page, from 1.</param>
/// <param name="PageSize">The most items a page holds.</param>
/// <param name="PageCount">How many pages there are.</param>
/// <param name="Total">How many items there are.</param>
public sealed record ItemPageMeta(int Page, int PageSize, int PageCount, int Total);
