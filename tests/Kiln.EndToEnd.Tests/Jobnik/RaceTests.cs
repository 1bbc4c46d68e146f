using System.Net;
using Kiln.EndToEnd.Tests.Harness;

namespace Kiln.EndToEnd.Tests.Jobnik;

/// <summary>Requests that race each other: whatever order they fall in, one legal state remains.</summary>
[Collection(JobnikServiceDefinition.Name)]
public sealed class RaceTests(JobnikService shared)
{
    private const int Rounds = 12;

    private JobnikClient Client => shared.Client;

    [OwnServiceFact]
    public async Task The_last_completion_against_a_new_stage()
    {
        var seen = await RunAsync(
            (job, _) => Client.PostAsync($"/v1/jobs/{job}/stage", """{"type":"race-later","data":{}}"""),
            async (job, completion, addition) =>
            {
                completion.Body();
                if (addition.Status == HttpStatusCode.Created)
                {
                    Assert.Equal("IN_PROGRESS: COMPLETED PENDING", await Client.WordsAsync(job));
                }
                else
                {
                    addition.IsRefused(400, "JOB_IN_FINITE_STATE", "JOB_ALREADY_FINISHED_STAGES_ERROR");
                    Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
                }
            });
        Assert.Equal(Rounds, seen);
    }

    [OwnServiceFact]
    public async Task The_last_completion_against_an_abort() => await RunAsync(
        (job, _) => Client.SetJobStatusAsync(job, "ABORTED"),
        async (job, completion, abort) =>
        {
            if (abort.Status == HttpStatusCode.OK)
            {
                completion.IsRefused(409, "TASK_STATUS_UPDATE_FAILED");
                Assert.Equal("ABORTED: ABORTED", await Client.WordsAsync(job));
            }
            else
            {
                completion.Body();
                abort.IsRefused(400, "ILLEGAL_JOB_STATUS_TRANSITION", "Illegal status transition from COMPLETED to ABORTED");
                Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
            }
        });

    [OwnServiceFact]
    public async Task The_last_completion_against_a_pause() => await RunAsync(
        (job, _) => Client.SetJobStatusAsync(job, "PAUSED"),
        async (job, completion, pause) =>
        {
            completion.Body();
            if (pause.Status != HttpStatusCode.OK)
            {
                pause.IsRefused(400, "ILLEGAL_JOB_STATUS_TRANSITION", "Illegal status transition from COMPLETED to PAUSED");
            }

            Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
        });

    [OwnServiceFact]
    public async Task The_last_completion_against_the_seal_ends_the_job_once() => await RunAsync(
        (job, _) => Client.PostAsync($"/v1/jobs/{job}/seal"),
        async (job, completion, seal) =>
        {
            completion.Body();
            seal.IsDone("JOB_MODIFIED_SUCCESSFULLY");
            Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
            var events = (await shared.Service.Api.GetAsync($"jobs/{job}/events")).Body["data"]!.AsArray();
            Assert.Single(events, item => item!["type"]!.GetValue<string>() == "job.succeeded");
        },
        more: ""","sealed":false""");

    [OwnServiceFact]
    public async Task A_completion_against_a_failure_of_the_same_attempt() => await RunAsync(
        (_, task) => Client.ReportAsync(task, "FAILED"),
        async (job, completion, failure) =>
        {
            Assert.Single((JobnikReply[])[completion, failure], reply => reply.Status == HttpStatusCode.OK);
            string word = completion.Status == HttpStatusCode.OK ? "COMPLETED" : "FAILED";
            (word == "COMPLETED" ? failure : completion).IsRefused(
                400, "ILLEGAL_TASK_STATUS_TRANSITION", $"Illegal status transition from {word} to {(word == "COMPLETED" ? "FAILED" : "COMPLETED")}");
            Assert.Equal($"{word}: {word}", await Client.WordsAsync(job));
        });

    [OwnServiceFact]
    public async Task A_claim_against_a_pause()
    {
        for (int round = 0; round < Rounds; round++)
        {
            string type = $"race-{Guid.NewGuid():N}";
            var (job, _, _) = await Client.CreateAsync(type);

            var (claim, pause) = await BothAsync(() => Client.DequeueAsync(type), () => Client.SetJobStatusAsync(job, "PAUSED"));

            pause.IsDone("JOB_MODIFIED_SUCCESSFULLY");
            Assert.Equal(claim.Status == HttpStatusCode.OK ? "PAUSED: IN_PROGRESS" : "PAUSED: PENDING", await Client.WordsAsync(job));
            (await Client.DequeueAsync(type)).IsRefused(404, "TASK_NOT_FOUND");
        }
    }

    [OwnServiceFact]
    public async Task An_unsealed_job_waits_at_all_of_its_percentage_until_it_is_sealed()
    {
        var (job, _, _) = await Client.CreateAsync("sealing", more: ""","sealed":false""");
        await Client.CompleteNextAsync("sealing");
        Assert.Equal("IN_PROGRESS: COMPLETED", await Client.WordsAsync(job));
        Assert.Equal(100, (await Client.JobAsync(job))["percentage"]!.GetValue<int>());

        (await Client.PostAsync($"/v1/jobs/{job}/seal")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("COMPLETED: COMPLETED", await Client.WordsAsync(job));
        (await Client.PostAsync($"/v1/jobs/{job}/seal")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        string empty = await Client.CreateJobAsync();
        (await Client.PostAsync($"/v1/jobs/{empty}/seal")).IsDone("JOB_MODIFIED_SUCCESSFULLY");
        Assert.Equal("PENDING:", await Client.WordsAsync(empty));
    }

    /// <summary>Races the completion of a job's only task against something else, either of them first by turns.</summary>
    private async Task<int> RunAsync(
        Func<string, string, Task<JobnikReply>> rival, Func<string, JobnikReply, JobnikReply, Task> check, string more = "")
    {
        for (int round = 0; round < Rounds; round++)
        {
            string type = $"race-{Guid.NewGuid():N}";
            var (job, _, _) = await Client.CreateAsync(type, more: more);
            string task = (await Client.TakeAsync(type)).Task;
            Func<Task<JobnikReply>> complete = () => Client.ReportAsync(task, "COMPLETED");
            Func<Task<JobnikReply>> other = () => rival(job, task);
            if (round % 2 == 0)
            {
                var (completion, outcome) = await BothAsync(complete, other);
                await check(job, completion, outcome);
            }
            else
            {
                var (outcome, completion) = await BothAsync(other, complete);
                await check(job, completion, outcome);
            }
        }

        return Rounds;
    }

    private static async Task<(JobnikReply First, JobnikReply Second)> BothAsync(Func<Task<JobnikReply>> first, Func<Task<JobnikReply>> second)
    {
        var begun = first();
        var other = second();
        return (await begun, await other);
    }
}
