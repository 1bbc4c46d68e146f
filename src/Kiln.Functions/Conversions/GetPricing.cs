using Kiln.Functions.Configuration;
using Kiln.Functions.Http;
using Kiln.Functions.OpenApi;
using Microsoft.Extensions.Options;

namespace Kiln.Functions.Conversions;

/// <summary>Credits per job type.</summary>
public sealed class GetPricing(IOptions<KilnOptions> options)
{
    private static readonly string[] ShownTypes =
        ["glb_to_simready", "text_to_simready", "image_to_simready", "multiview_to_simready", "simulate_usd"];

    /// <summary><c>GET /api/conversions/pricing</c>, without a key.</summary>
    [Function("GetPricing")]
    [Operation("Shows the credits that each job type costs", Public = true)]
    [Reply(StatusCodes.Status200OK, typeof(DataEnvelope<Dictionary<string, int>>))]
    public IResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/conversions/pricing")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Json.Data(ShownTypes.ToDictionary(type => type, options.Value.PriceOf));
    }
}
