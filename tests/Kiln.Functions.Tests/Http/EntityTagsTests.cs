using Kiln.Functions.Http;
using Kiln.Lifecycle.Jobs;
using Microsoft.AspNetCore.Http;

namespace Kiln.Functions.Tests.Http;

public sealed class EntityTagsTests
{
    private static readonly Job Third = new()
    {
        Id = "job",
        OrganisationId = "org",
        Surface = "conversions",
        Type = "t",
        Version = 3,
        CreatedAt = default,
        UpdatedAt = default,
        StateSince = default,
    };

    [Theory]
    [InlineData(null, true)]
    [InlineData("*", true)]
    [InlineData("\"3\"", true)]
    [InlineData("\"1\", \"3\"", true)]
    [InlineData("\"2\"", false)]
    [InlineData("W/\"3\"", false)]
    public void A_command_holds_for_the_versions_that_If_Match_names(string? header, bool holds)
    {
        DefaultHttpContext http = new();
        http.Request.Headers.IfMatch = header;

        Assert.Equal(holds, EntityTags.Precondition(http.Request)(Third));
    }

    [Theory]
    [InlineData("3")]
    [InlineData("\"3")]
    public void An_If_Match_that_is_no_list_of_tags_is_refused(string header)
    {
        DefaultHttpContext http = new();
        http.Request.Headers.IfMatch = header;

        ApiException refusal = Assert.Throws<ApiException>(() => EntityTags.Precondition(http.Request));
        Assert.Equal((400, ErrorCodes.ValidationError), (refusal.Status, refusal.Code));
    }

    [Theory]
    [InlineData("\"3\"", true)]
    [InlineData("W/\"3\"", true)]
    [InlineData("*", true)]
    [InlineData("\"2\"", false)]
    [InlineData("", false)]
    public void A_copy_is_fresh_when_If_None_Match_names_the_version(string header, bool fresh)
    {
        DefaultHttpContext http = new();
        http.Request.Headers.IfNoneMatch = header;

        Assert.Equal(fresh, EntityTags.IsFresh(http.Request, EntityTags.Of(Third)));
        Assert.Equal("\"3\"", http.Response.Headers.ETag);
    }
}
