namespace Kiln.Storage.Webhooks;

/// <summary>The way of the events of one job or batch to one destination.</summary>
/// <param name="OrganisationId">The owner.</param>
/// <param name="DestinationId">Identifier of an endpoint, or the word of another kind of destination.</param>
/// <param name="JobId">The job or batch.</param>
public sealed record DeliveryKey(string OrganisationId, string DestinationId, string JobId)
{
    /// <summary>Key of its document: of one destination the newest jobs come first.</summary>
    internal string Document => Prefix(OrganisationId, DestinationId) + TimeOrderedKey.Of(JobId);

    internal static string Prefix(string organisationId) => $"{Storage.OrganisationId.Require(organisationId)}/deliveries/";

    internal static string Prefix(string organisationId, string destinationId) => $"{Prefix(organisationId)}{destinationId}/";

    internal static DeliveryKey Parse(string key)
    {
        string[] segments = key.Split('/');
        return new DeliveryKey(segments[0], segments[2], TimeOrderedKey.ToId(segments[3]));
    }
}
