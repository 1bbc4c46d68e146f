namespace Kiln.LocalHost.SampleApp.Durable;

/// <summary>Orchestrators and activities, and HTTP functions that use the client.</summary>
public sealed class DurableFunctions(ScopedGreeter greeter, Signals signals)
{
    [Function("GreetAll")]
    public static async Task<string[]> GreetAll([OrchestrationTrigger] TaskOrchestrationContext context, string[] names)
    {
        List<string> greetings = [];
        foreach (string name in names)
        {
            greetings.Add(await context.CallActivityAsync<string>("SayHello", name));
        }

        context.SetCustomStatus(new { greeted = greetings.Count });
        return [.. greetings];
    }

    [Function("SayHello")]
    public string SayHello([ActivityTrigger] string name, string instanceId, FunctionContext context)
    {
        signals.Set($"said {name}", (instanceId, context.BindingContext.BindingData["INSTANCEID"], greeter.Id));
        return greeter.Greet(name);
    }

    [Function("Approval")]
    public static async Task<string> Approval([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.WaitForExternalEvent<string>("approve");

    [Function("Failing")]
    public static async Task Failing([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync("Fail", "because");

    [Function("Fail")]
    public static void Fail([ActivityTrigger] string reason) => throw new InvalidOperationException(reason);

    [Function("RenamedFunction")]
    public static Task<int> Renamed([OrchestrationTrigger(Orchestration = "Sum")] TaskOrchestrationContext context, int[] numbers) =>
        context.CallActivityAsync<int>("Add", numbers);

    [Function("RenamedActivity")]
    public static Task<int> Add([ActivityTrigger(Activity = "Add")] int[] numbers) => Task.FromResult(numbers.Sum());

    [Function("StartApproval")]
    public static async Task<IResult> StartApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id}")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        string started = await client.ScheduleNewOrchestrationInstanceAsync(
            "Approval", new StartOrchestrationOptions(id), cancellationToken);
        return TypedResults.Accepted($"{request.Path}/{started}", started);
    }
}
