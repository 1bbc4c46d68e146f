using Kiln.Functions.EventGrid.Receiving;
using Kiln.Functions.Http;
using Kiln.Storage.Content;

namespace Kiln.Functions.Tests.EventGrid;

public sealed class InboxBlobTests
{
    private const string Containers = "/blobServices/default/containers/";

    [Theory]
    [InlineData("acme/inbox/crate.glb", "crate.glb")]
    [InlineData("acme/inbox/2026/crates/crate.glb", "crate.glb")]
    public void A_blob_below_an_inbox_belongs_to_the_organisation_that_its_name_begins_with(string name, string fileName)
    {
        InboxBlob blob = InboxBlob.Parse($"{Containers}inputs/blobs/{name}", "inputs")!;
        Assert.Equal(("acme", new ContentName(ContentArea.Inputs, name), fileName), (blob.OrganisationId, blob.Content, blob.FileName));
    }

    [Theory]
    [InlineData("inputs/blobs/acme/jobs/0195a3c0-7b1e-7c44-9d0a-2f6f0c1d9e11/source")]
    [InlineData("inputs/blobs/acme/inbox")]
    [InlineData("inputs/blobs/inbox/crate.glb")]
    [InlineData("outputs/blobs/acme/inbox/crate.glb")]
    [InlineData("twoinputs/blobs/acme/inbox/crate.glb")]
    [InlineData("")]
    public void A_blob_elsewhere_is_none(string rest) => Assert.Null(InboxBlob.Parse(Containers + rest, "inputs"));

    [Theory]
    [InlineData("_system/inbox/crate.glb")]
    [InlineData("acme/inbox/my crate.glb")]
    [InlineData("acme/inbox/../crate.glb")]
    [InlineData("acme/inbox//crate.glb")]
    public void A_name_that_no_content_can_have_is_refused(string name) =>
        Assert.Equal(400, Assert.Throws<ApiException>(() => InboxBlob.Parse($"{Containers}inputs/blobs/{name}", "inputs")).Status);

    [Fact]
    public void A_prefix_of_the_installation_belongs_to_the_container() =>
        Assert.NotNull(InboxBlob.Parse($"{Containers}twoinputs/blobs/acme/inbox/crate.glb", "twoinputs"));
}
