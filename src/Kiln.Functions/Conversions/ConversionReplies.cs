using Kiln.Functions.Conversions.Payload;
using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;

namespace Kiln.Functions.Conversions;

/// <summary>The replies that several functions give.</summary>
public sealed class ConversionReplies(ConversionProjection projection, Links links)
{
    /// <summary><c>{"data": full payload}</c>.</summary>
    public async Task<IResult> DetailAsync(
        HttpRequest request, Job job, CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        ArgumentNullException.ThrowIfNull(job);
        ConversionDetail detail = await projection.ShowAsync(job, links.ToConversion(request, job.Id), cancellationToken);
        return Json.Data(detail, status);
    }
}
