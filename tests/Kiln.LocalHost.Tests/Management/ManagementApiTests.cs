using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Management;

public sealed class ManagementApiTests : IAsyncLifetime
{
    private const string Base = "/runtime/webhooks/durabletask";
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(hostJson: """
        { "version": "2.0", "extensions": { "durableTask": { "hubName": "sample", "storageProvider": { "connectionName": "My Storage" } } } }
        """);

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task A_start_answers_202_with_the_management_urls_in_their_order()
    {
        using HttpResponseMessage response = await SendAsync(HttpMethod.Post, "/orchestrators/Approval/abc%20d");
        JsonElement payload = await response.Content.ReadFromJsonAsync<JsonElement>();
        string query = $"taskHub=sample&connection=My%20Storage&code={_app.Keys.SystemKey(HostKeys.DurableTaskExtension)}";
        string instance = $"{_app.Url.AbsoluteUri.TrimEnd('/')}{Base}/instances/abc%20d";
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter?.Delta);
        Assert.Equal($"{instance}?{query}", response.Headers.Location?.OriginalString);
        Assert.Equal(
            [
                ("id", "abc d"),
                ("statusQueryGetUri", $"{instance}?{query}"),
                ("sendEventPostUri", $"{instance}/raiseEvent/{{eventName}}?{query}"),
                ("terminatePostUri", $"{instance}/terminate?reason={{text}}&{query}"),
                ("purgeHistoryDeleteUri", $"{instance}?{query}"),
                ("restartPostUri", $"{instance}/restart?{query}"),
                ("suspendPostUri", $"{instance}/suspend?reason={{text}}&{query}"),
                ("resumePostUri", $"{instance}/resume?reason={{text}}&{query}"),
            ],
            payload.EnumerateObject().Select(member => (member.Name, member.Value.GetString()!)));
    }

    [Fact]
    public async Task The_status_of_a_finished_instance_is_200_with_json_values_in_their_order()
    {
        await SendAsync(HttpMethod.Post, "/orchestrators/GreetAll/g1?timeout=30", """["Ada","Bob"]""");
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/instances/g1");
        JsonElement status = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"],
            status.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("GreetAll", "g1", "Completed"), (Text(status, "name"), Text(status, "instanceId"), Text(status, "runtimeStatus")));
        Assert.Equal("""["Ada","Bob"]""", status.GetProperty("input").GetRawText());
        Assert.Equal("""["Hello Ada","Hello Bob"]""", status.GetProperty("output").GetRawText());
        Assert.Equal(2, status.GetProperty("customStatus").GetProperty("greeted").GetInt32());
        Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$", Text(status, "createdTime"));
    }

    [Fact]
    public async Task The_status_of_an_unfinished_instance_is_202_with_location_and_retry_after()
    {
        await SendAsync(HttpMethod.Post, "/orchestrators/Approval/u1");
        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, "/instances/u1?showInput=false");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), response.Headers.RetryAfter?.Delta);
        Assert.EndsWith($"{Base}/instances/u1?showInput=false", response.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "/instances/none")).StatusCode);
    }

    [Fact]
    public async Task A_failed_instance_is_200_and_500_only_when_asked_for()
    {
        await SendAsync(HttpMethod.Post, "/orchestrators/Failing/f1?timeout=30");
        using HttpResponseMessage plain = await SendAsync(HttpMethod.Get, "/instances/f1");
        using HttpResponseMessage flagged = await SendAsync(HttpMethod.Get, "/instances/f1?returnInternalServerErrorOnFailure=true");
        JsonElement status = await plain.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.InternalServerError), (plain.StatusCode, flagged.StatusCode));
        Assert.Equal("Failed", Text(status, "runtimeStatus"));
        Assert.Contains("because", Text(status, "output"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task History_is_shown_when_asked_for_and_results_only_when_asked_for_too()
    {
        await SendAsync(HttpMethod.Post, "/orchestrators/GreetAll/h1?timeout=30", """["Ada"]""");
        JsonElement plain = await JsonAsync(await SendAsync(HttpMethod.Get, "/instances/h1?showHistory=true"));
        JsonElement full = await JsonAsync(await SendAsync(HttpMethod.Get, "/instances/h1?showHistory=true&showHistoryOutput=true"));
        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "ExecutionCompleted"],
            plain.GetProperty("historyEvents").EnumerateArray().Select(entry => Text(entry, "EventType")));
        JsonElement task = full.GetProperty("historyEvents")[1];
        Assert.Equal(("SayHello", "Hello Ada"), (Text(task, "FunctionName"), Text(task, "Result")));
        Assert.True(task.TryGetProperty("ScheduledTime", out _) && task.TryGetProperty("Timestamp", out _));
        Assert.False(plain.GetProperty("historyEvents")[1].TryGetProperty("Result", out _));
    }

    [Fact]
    public async Task A_start_that_waits_answers_the_output_or_after_its_patience_the_urls()
    {
        using HttpResponseMessage done = await SendAsync(HttpMethod.Post, "/ORCHESTRATORS/sum?timeout=30&pollingInterval=1", "[1,2,3]");
        using HttpResponseMessage pending = await SendAsync(HttpMethod.Post, "/orchestrators/Approval?timeout=0.05");
        Assert.Equal((HttpStatusCode.OK, "6"), (done.StatusCode, await done.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.Accepted, pending.StatusCode);
        Assert.Equal(32, Text(await JsonAsync(pending), "id").Length);
    }

    [Theory]
    [InlineData("/orchestrators/Sum", "[1,", HttpStatusCode.BadRequest)]
    [InlineData("/orchestrators/Sum", "[1] [2]", HttpStatusCode.BadRequest)]
    [InlineData("/orchestrators/Nobody", "1", HttpStatusCode.BadRequest)]
    [InlineData("/orchestrators/Sum?timeout=soon", "[1]", HttpStatusCode.BadRequest)]
    [InlineData("/instances/none/restart", "", HttpStatusCode.BadRequest)]
    [InlineData("/instances/none/raiseEvent/approve", "1", HttpStatusCode.NotFound)]
    [InlineData("/instances/none/terminate", "", HttpStatusCode.NotFound)]
    [InlineData("/instances/none/suspend", "", HttpStatusCode.NotFound)]
    [InlineData("/instances/none/resume", "", HttpStatusCode.NotFound)]
    [InlineData("/instances/none/rewind", "", HttpStatusCode.NotFound)]
    [InlineData("/instances/none/fly", "", HttpStatusCode.NotFound)]
    [InlineData("/instances", "", HttpStatusCode.NotFound)]
    [InlineData("/instances/none", "", HttpStatusCode.NotFound)]
    [InlineData("/entities/x", "", HttpStatusCode.NotFound)]
    [InlineData("", "", HttpStatusCode.NotFound)]
    public async Task What_cannot_be_done_is_refused(string path, string body, HttpStatusCode expected) =>
        Assert.Equal(expected, (await SendAsync(HttpMethod.Post, path, body)).StatusCode);

    [Fact]
    public async Task A_taken_id_is_409()
    {
        await SendAsync(HttpMethod.Post, "/orchestrators/Approval/taken");
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Post, "/orchestrators/Approval/taken")).StatusCode);
    }

    [Fact]
    public async Task Other_methods_on_known_paths_are_404()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "/orchestrators/Sum")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Put, "/instances/x")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Get, "/instances/x/terminate")).StatusCode);
    }

    [Fact]
    public async Task Only_the_system_key_or_the_master_key_opens_the_api()
    {
        using HttpResponseMessage none = await _app.Client.GetAsync($"{Base}/instances");
        using HttpResponseMessage function = await _app.Client.GetAsync($"{Base}/instances?code={_app.Keys.DefaultFunctionKey}");
        using HttpResponseMessage byQuery = await _app.Client.GetAsync(
            $"{Base}/instances?code={_app.Keys.SystemKey(HostKeys.DurableTaskExtension)}");
        using HttpResponseMessage master = await _app.Client.SendAsync(
            TestApp.Keyed(HttpMethod.Get, $"{Base}/instances", _app.Keys.MasterKey));
        Assert.Equal(
            [HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK],
            [none.StatusCode, function.StatusCode, byQuery.StatusCode, master.StatusCode]);
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        await response.Content.ReadFromJsonAsync<JsonElement>();

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
    {
        HttpRequestMessage request = TestApp.Keyed(method, Base + path, _app.Keys.SystemKey(HostKeys.DurableTaskExtension));
        request.Content = string.IsNullOrEmpty(body) ? null : TestApp.Json(body);
        return _app.Client.SendAsync(request);
    }
}
