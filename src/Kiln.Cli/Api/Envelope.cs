namespace Kiln.Cli.Api;

/// <summary>The body of every successful reply.</summary>
internal sealed record Envelope<T>(T Data);

/// <summary>A page of a list.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Data, PageMeta Meta);

/// <summary>Where a page stands in its list; pages count from 1.</summary>
internal sealed record PageMeta(int Page, int PageSize, int PageCount, int Total);
