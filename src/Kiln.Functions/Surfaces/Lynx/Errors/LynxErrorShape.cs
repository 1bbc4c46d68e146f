using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Lynx.Errors;

/// <summary>Refusals below <c>/lynx</c> are written as its clients read them.</summary>
internal sealed class LynxErrorShape : IErrorShape
{
    /// <inheritdoc />
    public PathString Surface => "/lynx";

    /// <inheritdoc />
    public IResult Write(ApiException problem) => new LynxErrorResult(problem);
}
