using Microsoft.AspNetCore.Routing;

namespace Kiln.LocalHost.Http;

/// <summary>
/// Endpoints of the local host itself, served beside the app's functions on the same listener. Every implementation registered in
/// the service collection is mapped once, when the host is built; its routes are absolute and know nothing of the route prefix.
/// </summary>
internal interface ILocalEndpoint
{
    /// <summary>Adds the endpoints to the host's routes.</summary>
    void Map(IEndpointRouteBuilder endpoints);
}
