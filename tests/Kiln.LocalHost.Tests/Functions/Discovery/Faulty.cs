using Kiln.LocalHost.DurableTask;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.Functions;
using Microsoft.AspNetCore.Http;

#pragma warning disable IDE0060 // The parameters are what is wrong with these functions.
#pragma warning disable IDE0051 // The function that is not public is found all the same.

namespace Kiln.LocalHost.Tests.Functions.Discovery;

/// <summary>Functions that no host could run.</summary>
public static class Faulty
{
    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class QueueTriggerAttribute : TriggerBindingAttribute;

    public static class NoTrigger
    {
        [Function("F")]
        public static void Run(string text) => throw new InvalidOperationException();
    }

    public static class TwoTriggers
    {
        [Function("F")]
        public static void Run([HttpTrigger] HttpRequest request, [TimerTrigger("* * * * *")] TimerInfo timer) =>
            throw new InvalidOperationException();
    }

    public static class UnknownTrigger
    {
        [Function("F")]
        public static void Run([QueueTrigger] string message) => throw new InvalidOperationException();
    }

    public static class WrongTriggerType
    {
        [Function("F")]
        public static void Run([HttpTrigger] string request) => throw new InvalidOperationException();
    }

    public static class NotPublic
    {
        [Function("F")]
        private static void Run([ActivityTrigger] string input) => throw new InvalidOperationException();
    }

    public static class Generic
    {
        [Function("F")]
        public static void Run<T>([ActivityTrigger] T input) => throw new InvalidOperationException();
    }

    public static class AsyncVoid
    {
        [Function("G")]
        public static async void Run([ActivityTrigger] string input) => await Task.FromException(new InvalidOperationException());
    }

    public static class BadName
    {
        [Function("1st function")]
        public static void Run([ActivityTrigger] string input) => throw new InvalidOperationException();
    }

    public static class BadRoute
    {
        [Function("F")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "a/{")] HttpRequest request) =>
            throw new InvalidOperationException();
    }

    public static class ReservedRoute
    {
        [Function("F")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "runtime/x")] HttpRequest request) =>
            throw new InvalidOperationException();
    }

    public static class UnfilledParameter
    {
        [Function("F")]
        public static void Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "jobs/{id}")] HttpRequest request, string jobId) =>
            throw new InvalidOperationException();
    }

    public static class BodyOfTimer
    {
        [Function("F")]
        public static void Run([TimerTrigger("* * * * *")] TimerInfo timer, [FromBody] string body) => throw new InvalidOperationException();
    }

    public static class WrongClientType
    {
        [Function("F")]
        public static void Run([HttpTrigger] HttpRequest request, [DurableClient] string client) => throw new InvalidOperationException();
    }

    public static class OrchestratorWithToken
    {
        [Function("F")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, CancellationToken cancellationToken) =>
            throw new InvalidOperationException();
    }

    public static class OrchestratorWithClient
    {
        [Function("F")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
            throw new InvalidOperationException();
    }

    public static class OrchestratorWithTwoInputs
    {
        [Function("F")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) =>
            throw new InvalidOperationException();
    }

    public static class FirstTwin
    {
        [Function("Twin")]
        public static void Run([ActivityTrigger] string input) => throw new InvalidOperationException();
    }

    public static class SecondTwin
    {
        [Function("TWIN")]
        public static void Run([ActivityTrigger] string input) => throw new InvalidOperationException();
    }

    public static class DurableTwins
    {
        [Function("One")]
        public static void One([ActivityTrigger(Activity = "Work")] string input) => throw new InvalidOperationException();

        [Function("Two")]
        public static void Two([ActivityTrigger(Activity = "work")] string input) => throw new InvalidOperationException();
    }
}
