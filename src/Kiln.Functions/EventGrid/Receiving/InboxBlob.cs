using Kiln.Functions.Http;
using Kiln.Storage;
using Kiln.Storage.Content;

namespace Kiln.Functions.EventGrid.Receiving;

/// <summary>
/// A blob that asks to be converted by where it lies: <c>{organisation}/inbox/…/{file name}</c> in the inputs container. Nothing else
/// lies there, since the inputs of jobs are below <c>{organisation}/jobs/</c>.
/// </summary>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Content">Where it is.</param>
/// <param name="FileName">The last segment of its name.</param>
internal sealed record InboxBlob(string OrganisationId, ContentName Content, string FileName)
{
    private const string Inbox = "inbox";
    private const string Containers = "/blobServices/default/containers/";
    private const string Blobs = "/blobs/";

    /// <summary>The blob that an event of a storage account is about; null when it lies elsewhere. Refuses a name that no content can have.</summary>
    /// <param name="subject"><c>/blobServices/default/containers/{container}/blobs/{name}</c>.</param>
    /// <param name="inputs">Name of the inputs container.</param>
    public static InboxBlob? Parse(string subject, string inputs)
    {
        string head = Containers + inputs + Blobs;
        string name = subject.StartsWith(head, StringComparison.Ordinal) ? subject[head.Length..] : "";
        if (name.Split('/') is not [var organisation, Inbox, .., var fileName])
        {
            return null;
        }

        try
        {
            return new InboxBlob(Storage.OrganisationId.Require(organisation), new ContentName(ContentArea.Inputs, StorageName.Require(name)), fileName);
        }
        catch (ArgumentException fault)
        {
            throw ApiException.BadRequest(ErrorCodes.InvalidFilename, fault.Message);
        }
    }
}
