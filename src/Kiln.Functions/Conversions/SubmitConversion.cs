using Kiln.Functions.Access;

namespace Kiln.Functions.Conversions;

/// <summary>Takes a model file and makes a conversion of it.</summary>
public sealed class SubmitConversion(Authentication authentication, ConversionSubmission submission)
{
    /// <summary><c>POST /api/conversions</c>: 202 once everything the job needs is stored.</summary>
    [Function("SubmitConversion")]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/conversions")] HttpRequest request,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        Caller caller = await authentication.RequireAsync(request, cancellationToken);
        return await submission.SubmitAsync(request, caller, client, cancellationToken);
    }
}
