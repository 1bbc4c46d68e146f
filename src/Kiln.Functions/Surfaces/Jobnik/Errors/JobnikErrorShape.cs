using Kiln.Functions.Http;

namespace Kiln.Functions.Surfaces.Jobnik.Errors;

/// <summary>Refusals below <c>/jobnik</c> are written as its clients read them.</summary>
internal sealed class JobnikErrorShape : IErrorShape
{
    /// <inheritdoc />
    public PathString Surface => "/jobnik";

    /// <inheritdoc />
    public IResult Write(ApiException problem) => new JobnikErrorResult(problem);
}
