using System.Net;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Tests.Hosting;

namespace Kiln.LocalHost.Tests.Functions.Invocation;

public sealed class DurableFunctionTests : IAsyncLifetime
{
    private TestApp _app = null!;

    private DurableTaskClient Client => _app.Engine.Client;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task An_orchestrator_gets_its_input_and_calls_activities_by_their_names()
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync("greetall", new[] { "Ada", "Bob" });
        OrchestrationMetadata ended = await Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(["Hello Ada", "Hello Bob"], ended.ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task An_activity_learns_the_instance_by_parameter_and_by_binding_data_and_has_a_scope_of_its_own()
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync("GreetAll", new[] { "Ada", "Bob" });
        await Client.WaitForInstanceCompletionAsync(id);
        (string, object?, Guid) ada = ((string, object?, Guid))(await _app.Signals.WaitAsync("said Ada"))!;
        (string, object?, Guid) bob = ((string, object?, Guid))(await _app.Signals.WaitAsync("said Bob"))!;
        Assert.Equal((id, id), (ada.Item1, ada.Item2));
        Assert.NotEqual(ada.Item3, bob.Item3);
        await _app.Signals.WaitAsync($"disposed {ada.Item3}");
    }

    [Fact]
    public async Task The_name_that_a_durable_trigger_states_goes_before_the_functions()
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync("Sum", new[] { 1, 2, 3 });
        Assert.Equal(6, (await Client.WaitForInstanceCompletionAsync(id, true)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task A_failing_activity_fails_its_orchestration_with_the_cause_and_is_logged()
    {
        string id = await Client.ScheduleNewOrchestrationInstanceAsync("Failing");
        OrchestrationMetadata ended = await Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("because", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains(_app.Log.Lines, line => line.Category == "Function.Fail" && line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task An_http_function_starts_an_orchestration_with_the_client_it_is_given()
    {
        using HttpResponseMessage response = await _app.Client.PostAsync("/api/approvals/a1", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        await Client.RaiseEventAsync("a1", "approve", "fine");
        Assert.Equal("fine", (await Client.WaitForInstanceCompletionAsync("a1", true)).ReadOutputAs<string>());
    }
}
