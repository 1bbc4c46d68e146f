using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Management;

public sealed class ManagementCommandTests : IAsyncLifetime
{
    private const string Base = "/runtime/webhooks/durabletask";
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task An_event_reaches_its_instance_and_a_finished_one_is_410()
    {
        await ScheduleAsync("e1");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/instances/e1/raiseEvent/APPROVE", TestApp.Json("\"yes\"")));
        OrchestrationMetadata ended = await _app.Engine.Client.WaitForInstanceCompletionAsync("e1", true);
        Assert.Equal("yes", ended.ReadOutputAs<string>());
        Assert.Equal(HttpStatusCode.Gone, await PostAsync("/instances/e1/raiseEvent/approve", TestApp.Json("\"yes\"")));
    }

    [Theory]
    [InlineData("text/plain", "\"yes\"")]
    [InlineData("application/json", "yes")]
    [InlineData("application/json", "")]
    public async Task An_event_that_is_no_json_is_400(string mediaType, string body)
    {
        await ScheduleAsync("e2");
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/instances/e2/raiseEvent/approve", new StringContent(body, null, mediaType)));
    }

    [Fact]
    public async Task Suspend_resume_and_terminate_steer_an_instance_and_a_finished_one_is_410()
    {
        await ScheduleAsync("s1");
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/instances/s1/suspend?reason=lunch"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/instances/s1/Resume?reason=back"));
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/instances/s1/terminate?reason=enough%20of%20it"));
        OrchestrationMetadata ended = await _app.Engine.Client.WaitForInstanceCompletionAsync("s1", true);
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "enough of it"), (ended.RuntimeStatus, ended.ReadOutputAs<string>()));
        foreach (string verb in (string[])["suspend", "resume", "terminate", "rewind"])
        {
            Assert.Equal(HttpStatusCode.Gone, await PostAsync($"/instances/s1/{verb}"));
        }
    }

    [Fact]
    public async Task Rewind_lets_a_failed_instance_go_on_and_its_history_says_why()
    {
        await _app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Failing", null, new("r1"), default);
        await _app.Engine.Client.WaitForInstanceCompletionAsync("r1", false);
        Assert.Equal(HttpStatusCode.Accepted, await PostAsync("/instances/r1/REWIND?reason=disk%20is%20back"));
        OrchestrationMetadata ended = await _app.Engine.Client.WaitForInstanceCompletionAsync("r1", true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        using HttpResponseMessage status = await SendAsync(HttpMethod.Get, "/instances/r1?showHistory=true");
        JsonElement[] history = [.. (await status.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("historyEvents").EnumerateArray()];
        Assert.Equal(
            ["ExecutionStarted", "ExecutionRewound", "TaskFailed", "ExecutionCompleted"],
            history.Select(entry => entry.GetProperty("EventType").GetString()));
        Assert.Equal("disk is back", history[1].GetProperty("Reason").GetString());
    }

    [Fact]
    public async Task Rewind_is_400_for_an_unfinished_instance_and_404_for_none()
    {
        await ScheduleAsync("r2");
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync("/instances/r2/rewind"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("/instances/nobody/rewind"));
    }

    [Fact]
    public async Task Restart_runs_a_finished_instance_again_under_a_new_or_its_own_id()
    {
        await _app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Sum", new[] { 4, 5 }, new("again"), default);
        await _app.Engine.Client.WaitForInstanceCompletionAsync("again", false);
        using HttpResponseMessage renewed = await SendAsync(HttpMethod.Post, "/instances/again/restart");
        using HttpResponseMessage replaced = await SendAsync(
            HttpMethod.Post, "/instances/again/restart?restartWithNewInstanceId=false&timeout=30");
        string id = (await renewed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        OrchestrationMetadata ended = await _app.Engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.NotEqual("again", id);
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (renewed.StatusCode, replaced.StatusCode));
        Assert.Equal((9, "9"), (ended.ReadOutputAs<int>(), await replaced.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task Purge_removes_a_finished_instance_only()
    {
        await ScheduleAsync("p1");
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await SendAsync(HttpMethod.Delete, "/instances/p1")).StatusCode);
        await _app.Engine.Client.TerminateInstanceAsync("p1", (object?)null);
        await _app.Engine.Client.WaitForInstanceCompletionAsync("p1", false);
        using HttpResponseMessage purged = await SendAsync(HttpMethod.Delete, "/instances/p1");
        Assert.Equal("""{"instancesDeleted":1}""", await purged.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, "/instances/p1")).StatusCode);
    }

    [Fact]
    public async Task Bulk_purge_needs_a_beginning_and_takes_only_what_its_filter_names()
    {
        await ScheduleAsync("b0");
        foreach (string id in (string[])["b1", "b2"])
        {
            await _app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Sum", new[] { 1 }, new(id), default);
            await _app.Engine.Client.WaitForInstanceCompletionAsync(id, false);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Delete, "/instances")).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await SendAsync(HttpMethod.Delete, "/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Complete")).StatusCode);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await SendAsync(HttpMethod.Delete, "/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Failed")).StatusCode);
        using HttpResponseMessage purged = await SendAsync(
            HttpMethod.Delete, "/instances?createdTimeFrom=2020-01-01T00:00:00Z&runtimeStatus=Completed,Failed");
        Assert.Equal("""{"instancesDeleted":2}""", await purged.Content.ReadAsStringAsync());
        Assert.NotNull(await _app.Engine.Client.GetInstanceAsync("b0"));
    }

    [Fact]
    public async Task A_listing_is_filtered_and_paged_by_its_token()
    {
        for (int index = 0; index < 5; index++)
        {
            await ScheduleAsync($"list-{index}");
        }

        await ScheduleAsync("other");
        List<string> listed = [];
        string? token = null;
        int pages = 0;
        do
        {
            HttpRequestMessage request = Request(HttpMethod.Get, "/instances?instanceIdPrefix=list-&top=2&runtimeStatus=Pending,Running");
            if (token is not null)
            {
                request.Headers.Add("x-ms-continuation-token", token);
            }

            using HttpResponseMessage response = await _app.Client.SendAsync(request);
            JsonElement page = await response.Content.ReadFromJsonAsync<JsonElement>();
            listed.AddRange(page.EnumerateArray().Select(instance => instance.GetProperty("instanceId").GetString()!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out IEnumerable<string>? values) ? values.Single() : null;
            pages++;
        }
        while (token is not null && pages < 10);

        Assert.Equal(["list-0", "list-1", "list-2", "list-3", "list-4"], listed.Order());
        Assert.InRange(pages, 3, 4);
    }

    private Task<string> ScheduleAsync(string id) =>
        _app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Approval", null, new(id), default);

    private async Task<HttpStatusCode> PostAsync(string path, HttpContent? content = null)
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, path, content);
        return response.StatusCode;
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        HttpRequestMessage request = Request(method, path);
        request.Content = content;
        return _app.Client.SendAsync(request);
    }

    private HttpRequestMessage Request(HttpMethod method, string path) =>
        TestApp.Keyed(method, Base + path, _app.Keys.SystemKey(HostKeys.DurableTaskExtension));
}
