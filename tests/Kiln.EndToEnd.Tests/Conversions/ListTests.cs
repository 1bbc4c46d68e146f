using System.Net;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Models;

namespace Kiln.EndToEnd.Tests.Conversions;

[Collection(SharedServiceDefinition.Name)]
public sealed class ListTests(SharedService service)
{
    [Fact]
    public async Task Pages_are_exact_newest_first_and_do_not_shift()
    {
        var api = service.Api;
        string label = $"list-{Guid.NewGuid():N}";
        var ids = new List<string>();
        for (int i = 0; i < 5; i++)
        {
            ids.Add(await api.SubmitForIdAsync($"box{i}.glb", SampleFiles.Box, ("labels", $$"""{"run":"{{label}}"}""")));
        }

        var pages = new List<string>();
        for (int page = 1; page <= 4; page++)
        {
            var body = (await api.GetAsync($"conversions?label=run:{label}&page={page}&pageSize=2")).Body;
            Assert.Equal(5, body["meta"]!["total"]!.GetValue<int>());
            Assert.Equal(3, body["meta"]!["pageCount"]!.GetValue<int>());
            Assert.Equal(page, body["meta"]!["page"]!.GetValue<int>());
            Assert.Equal(2, body["meta"]!["pageSize"]!.GetValue<int>());
            pages.AddRange(body["data"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        }

        Assert.Equal(Enumerable.Reverse(ids), pages);
        foreach (string id in ids)
        {
            await api.WaitForCompletionAsync(id);
        }

        var completed = (await api.GetAsync($"conversions?label=run:{label}&status=completed")).Body;
        var failed = (await api.GetAsync($"conversions?label=run:{label}&status=failed")).Body;
        Assert.Equal(5, completed["data"]!.AsArray().Count);
        Assert.Empty(failed["data"]!.AsArray());
        Assert.Equal(25, completed["meta"]!["pageSize"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("page=0")]
    [InlineData("page=-1")]
    [InlineData("page=two")]
    [InlineData("pageSize=0")]
    [InlineData("pageSize=101")]
    [InlineData("pageSize=many")]
    [InlineData("status=sleeping")]
    public async Task A_wrong_query_is_refused(string query)
    {
        var reply = await service.Api.GetAsync($"conversions?{query}");

        Assert.NotEmpty(reply.Error(HttpStatusCode.UnprocessableEntity));
    }
}
