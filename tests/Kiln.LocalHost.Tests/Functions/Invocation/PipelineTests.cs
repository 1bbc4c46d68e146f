using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Invocation;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Tests.Functions.Invocation;

public sealed class PipelineTests
{
    private readonly ConcurrentQueue<string> _passed = new();

    [Fact]
    public async Task A_function_context_shows_its_invocation_and_one_scope_serves_all_of_it()
    {
        await using TestApp app = await StartAsync(static _ => { });
        JsonElement first = await app.Client.GetFromJsonAsync<JsonElement>("/api/context/x");
        JsonElement second = await app.Client.GetFromJsonAsync<JsonElement>("/api/context/x");
        Assert.Equal(("x", "x"), (first.GetProperty("name").GetString(), first.GetProperty("data").GetString()));
        Assert.True(first.GetProperty("isOneScope").GetBoolean());
        Assert.Matches("^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$", first.GetProperty("trace").GetString()!);
        Assert.NotEqual(first.GetProperty("invocationId").GetString(), second.GetProperty("invocationId").GetString());
    }

    [Fact]
    public async Task Middleware_runs_in_its_order_around_functions_of_every_kind()
    {
        await using TestApp app = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            _passed.Enqueue($"second before {context.FunctionDefinition.Name}");
            await next();
        }));
        string id = await app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Orchestrate");
        OrchestrationMetadata ended = await app.Engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal("first", ended.ReadOutputAs<string>());
        Assert.Equal(
            [
                "first before Orchestrate", "second before Orchestrate",
                "first before Act", "second before Act", "first after Act",
                "first after Orchestrate",
            ],
            _passed);
    }

    [Fact]
    public async Task Middleware_may_replace_the_result_of_the_functions_it_is_meant_for()
    {
        await using TestApp app = await StartAsync(static builder => builder.UseWhen<PipelineFunctions.Replacing>(
            context => context.FunctionDefinition.Name == "Context" && context.BindingContext.BindingData["name"] is "y"));
        Assert.StartsWith("replaced Ok", await app.Client.GetStringAsync("/api/context/y"), StringComparison.Ordinal);
        Assert.StartsWith("{", await app.Client.GetStringAsync("/api/context/x"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_http_function_that_outruns_its_time_is_cancelled_and_answers_500()
    {
        await using TestApp app = await StartAsync(static _ => { }, timeout: "00:00:00.05");
        using HttpResponseMessage response = await app.Client.GetAsync("/api/OutOfTime");
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(
            app.Log.Lines,
            line => line.Exception is FunctionTimeoutException { Message: "Timeout value of 00:00:00.0500000 was exceeded by function: OutOfTime" });
    }

    [Fact]
    public async Task An_activity_that_ignores_its_cancelled_token_is_given_up_and_fails()
    {
        await using TestApp app = await StartAsync(static _ => { }, timeout: "00:00:00.05");
        string id = await app.Engine.Client.ScheduleNewOrchestrationInstanceAsync("Overrun");
        OrchestrationMetadata ended = await app.Engine.Client.WaitForInstanceCompletionAsync(id, true);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, ended.RuntimeStatus);
        Assert.Contains("was exceeded by function: NeverEnding", ended.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_with_http_functions_must_say_so_and_is_built_once()
    {
        string folder = AppContext.BaseDirectory;
        FunctionsApplicationBuilder silent = new([], [typeof(PipelineFunctions)], folder);
        FunctionsApplicationBuilder built = new([], [], folder);
        built.Build().Dispose();
        Assert.Contains("ConfigureFunctionsWebApplication", Assert.Throws<LocalHostException>(silent.Build).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(built.Build);
        Assert.Throws<InvalidOperationException>(() => built.Use(next => next));
    }

    private Task<TestApp> StartAsync(Action<FunctionsApplicationBuilder> configure, string timeout = "00:05:00") => TestApp.StartAsync(
        [typeof(PipelineFunctions)],
        $$"""{ "version": "2.0", "functionTimeout": "{{timeout}}" }""",
        builder =>
        {
            builder.Services.AddSingleton(_passed);
            builder.UseMiddleware<PipelineFunctions.First>();
            configure(builder);
        },
        settings: "--Kiln:TimeoutGrace=00:00:00.05");
}
