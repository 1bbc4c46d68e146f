namespace Kiln.Functions.Http;

/// <summary>How a compatible surface writes refusals. Paths that no shape covers are answered with problem documents.</summary>
internal interface IErrorShape
{
    /// <summary>What the surface's paths begin with, such as <c>/jobnik</c>.</summary>
    PathString Surface { get; }

    /// <summary>The reply to a refused or failed request.</summary>
    IResult Write(ApiException problem);
}
