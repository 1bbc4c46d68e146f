using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Hosting;
using Kiln.LocalHost.Settings;
using Kiln.LocalHost.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace Kiln.LocalHost.Tests.Functions.Discovery;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Every_function_of_an_app_is_found_static_or_not_async_or_not()
    {
        FunctionCatalog catalog = Find([.. TestApp.SampleTypes]);
        Assert.Contains(catalog.Of(TriggerKind.Http), function => function is { Name: "Greet", Method.IsStatic: false });
        Assert.Contains(catalog.Of(TriggerKind.Http), function => function is { Name: "DefaultRoute", Method.IsStatic: true });
        Assert.Contains(catalog.Of(TriggerKind.Orchestration), function => function is { Name: "RenamedFunction", DurableName: "Sum" });
        Assert.Contains(catalog.Of(TriggerKind.Activity), function => function is { Name: "SayHello", DurableName: "SayHello" });
    }

    [Fact]
    public void A_function_shows_its_bindings_as_the_official_host_names_them()
    {
        FunctionDescriptor function = Find([.. TestApp.SampleTypes]).Functions.Single(function => function.Name == "StartApproval");
        Assert.Equal("httpTrigger", function.Definition.InputBindings["request"].Type);
        Assert.Equal("durableClient", function.Definition.InputBindings["client"].Type);
        Assert.Equal("http", function.Definition.OutputBindings["$return"].Type);
        Assert.Equal("Kiln.LocalHost.SampleApp.Durable.DurableFunctions.StartApproval", function.Definition.EntryPoint);
        Assert.Equal(["request", "id", "client", "cancellationToken"], function.Definition.Parameters.Select(parameter => parameter.Name));
    }

    [Theory]
    [InlineData(typeof(Faulty.NoTrigger), "has no trigger")]
    [InlineData(typeof(Faulty.TwoTriggers), "has 2 triggers (request, timer)")]
    [InlineData(typeof(Faulty.UnknownTrigger), "has a trigger the local host does not know: QueueTriggerAttribute")]
    [InlineData(typeof(Faulty.WrongTriggerType), "takes its trigger as String request, but it must be a HttpRequest")]
    [InlineData(typeof(Faulty.NotPublic), "is not public")]
    [InlineData(typeof(Faulty.Generic), "is generic or abstract")]
    [InlineData(typeof(Faulty.AsyncVoid), "is async void")]
    [InlineData(typeof(Faulty.BadName), "has a name that is not a letter followed by")]
    [InlineData(typeof(Faulty.BadRoute), "has the route 'a/{', which is no route")]
    [InlineData(typeof(Faulty.ReservedRoute), "has the route 'runtime/x', but the host keeps routes under 'runtime' for itself")]
    [InlineData(typeof(Faulty.UnfilledParameter), "has a parameter 'jobId' that nothing fills: it has no binding attribute and is not in the binding data (id)")]
    [InlineData(typeof(Faulty.BodyOfTimer), "takes body [FromBody], but only HTTP functions have a body")]
    [InlineData(typeof(Faulty.WrongClientType), "takes its durable client as String client, but it must be a DurableTaskClient")]
    [InlineData(typeof(Faulty.OrchestratorWithToken), "takes a CancellationToken, which an orchestrator cannot observe")]
    [InlineData(typeof(Faulty.OrchestratorWithClient), "takes a durable client, but an orchestrator may have no binding beside its trigger")]
    [InlineData(typeof(Faulty.OrchestratorWithTwoInputs), "takes its input more than once")]
    public void A_function_that_cannot_run_is_refused_with_its_name_and_the_reason(Type type, string reason)
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => Find(type));
        Assert.Contains($"{type.FullName}.Run) {reason}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_functions_of_one_name_are_refused_and_both_are_told()
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => Find(typeof(Faulty.FirstTwin), typeof(Faulty.SecondTwin)));
        Assert.Contains("2 functions are named 'TWIN' (case does not count)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("FirstTwin.Run", fault.Message, StringComparison.Ordinal);
        Assert.Contains("SecondTwin.Run", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_activities_of_one_durable_name_are_refused()
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => Find(typeof(Faulty.DurableTwins)));
        Assert.Contains("2 activities are named 'Work'", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Routes.SameShape), true)]
    [InlineData(typeof(Routes.SameByCase), true)]
    [InlineData(typeof(Routes.AnyMethod), true)]
    [InlineData(typeof(Routes.SameConstraint), true)]
    [InlineData(typeof(Routes.OtherMethod), false)]
    [InlineData(typeof(Routes.OtherConstraint), false)]
    [InlineData(typeof(Routes.LiteralAndParameter), false)]
    public void Routes_collide_when_the_same_request_would_match_both_equally(Type type, bool collide)
    {
        if (collide)
        {
            LocalHostException fault = Assert.Throws<LocalHostException>(() => Find(type));
            Assert.Contains("have colliding routes", fault.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(2, Find(type).Functions.Count);
        }
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        LocalHostException fault = Assert.Throws<LocalHostException>(() => Find(typeof(Faulty.NoTrigger), typeof(Faulty.AsyncVoid)));
        Assert.Equal(2, fault.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_function_that_is_switched_off_is_left_out()
    {
        AppSettings settings = new(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("AzureWebJobs.First.Disabled", (string?)"true")]).Build());
        FunctionCatalog catalog = FunctionCatalog.Find([typeof(Routes.SameShape)], settings);
        Assert.Equal("Second", Assert.Single(catalog.Functions).Name);
    }

    private static FunctionCatalog Find(params Type[] types) =>
        FunctionCatalog.Find(types.Where(type => type.IsClass), new AppSettings(new ConfigurationBuilder().Build()));
}
