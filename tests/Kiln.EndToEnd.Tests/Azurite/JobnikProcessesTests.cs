using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Kiln.EndToEnd.Tests.Harness;
using Kiln.EndToEnd.Tests.Jobnik;

namespace Kiln.EndToEnd.Tests.Azurite;

/// <summary>The Jobnik surface over three processes on one storage account, whose workers and producers call whichever they like.</summary>
public sealed class JobnikProcessesTests : IAsyncLifetime
{
    private ThreeProcesses? _processes;
    private JobnikClient[] _clients = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (JobnikClient client in _clients)
        {
            client.Dispose();
        }

        if (_processes is not null)
        {
            await _processes.StopAsync();
        }
    }

    [OwnServiceFact]
    public async Task What_one_process_is_told_the_others_know_at_once()
    {
        await StartAsync(leaseSeconds: 300);
        var (a, b, c) = (_clients[0], _clients[1], _clients[2]);
        var waiting = b.DequeueAsync("tile", "?wait=20");
        string job = await a.CreateJobAsync(""","priority":"HIGH" """);
        string first = await c.AddStageAsync(job, "tile");
        string second = await a.AddStageAsync(job, "merge", waiting: true);
        string[] tasks = await b.AddTasksAsync(first, 2, attempts: 2);
        await c.AddTasksAsync(second);
        string taken = (await waiting).Body()["id"]!.GetValue<string>();
        Assert.Contains(taken, tasks);

        (await c.SetJobStatusAsync(job, "PAUSED")).Body();
        foreach (JobnikClient client in _clients)
        {
            (await client.DequeueAsync("tile")).IsRefused(404, "TASK_NOT_FOUND");
            Assert.Equal("PAUSED: IN_PROGRESS WAITING", await client.WordsAsync(job));
            await ListsSayAsync(client, pending: 2, inProgress: 1, retried: 0);
        }

        (await a.SetJobStatusAsync(job, "PENDING")).Body();
        (await b.ReportAsync(taken, "FAILED")).Body();
        await ListsSayAsync(c, pending: 2, inProgress: 0, retried: 1);
        await a.CompleteNextAsync("tile");
        await c.CompleteNextAsync("tile");
        (await b.ReleaseAsync(second)).Body();
        await a.CompleteNextAsync("merge");
        foreach (JobnikClient client in _clients)
        {
            Assert.Equal("COMPLETED: COMPLETED COMPLETED", await client.WordsAsync(job));
        }

        (await b.SendAsync(HttpMethod.Delete, $"/v1/jobs/{job}")).Body();
        (await c.GetAsync($"/v1/tasks/{taken}")).IsRefused(404, "TASK_NOT_FOUND");
        await ListsSayAsync(a, pending: 0, inProgress: 0, retried: 0);
    }

    [OwnServiceFact]
    public async Task Workers_of_all_processes_do_each_task_once_though_one_process_is_killed()
    {
        const int Jobs = 3, Tasks = 16, Workers = 9;
        ThreeProcesses processes = await StartAsync(leaseSeconds: 3);
        string[] jobs = new string[Jobs];
        for (int number = 0; number < Jobs; number++)
        {
            jobs[number] = (await _clients[number].CreateAsync("fleet", Tasks, attempts: 20)).Job;
        }

        ConcurrentBag<string> done = [];
        using CancellationTokenSource over = new(TimeSpan.FromMinutes(3));
        Task[] fleet = [.. Enumerable.Range(0, Workers).Select(number => WorkAsync(number))];
        using (PeriodicTimer look = new(TimeSpan.FromMilliseconds(20)))
        {
            while (done.Count < Jobs * Tasks / 3)
            {
                await look.WaitForNextTickAsync(over.Token);
            }
        }

        await processes.Third.KillAsync();
        await Task.WhenAll(fleet);

        foreach (string job in jobs)
        {
            Assert.Equal("COMPLETED: COMPLETED", await _clients[0].WordsAsync(job));
            JsonArray log = (await processes.First.GetAsync($"jobs/{job}/events?limit=1000")).Body["data"]!.AsArray();
            string[] completed =
            [
                .. from happened in log
                   where (string?)happened!["type"] == "task.completed"
                   select happened["data"]!["task_id"]!.GetValue<string>(),
            ];
            Assert.Equal((Tasks, Tasks), (completed.Length, completed.Distinct().Count()));
        }

        Assert.Equal(done.Count, done.Distinct().Count());

        // A worker goes to the next process when its own is dead, and away when the jobs have ended.
        async Task WorkAsync(int number)
        {
            int place = number % _clients.Length;
            while (true)
            {
                try
                {
                    JobnikClient client = _clients[place];
                    JobnikReply reply = await client.DequeueAsync("fleet", "?wait=1");
                    if (reply.Status == HttpStatusCode.OK)
                    {
                        string task = reply.Body()["id"]!.GetValue<string>();
                        if ((await client.ReportAsync(task, "COMPLETED", reply.Header(JobnikClient.TokenHeader))).Status == HttpStatusCode.OK)
                        {
                            done.Add(task);
                        }
                    }
                    else if ((await Task.WhenAll(jobs.Select(client.WordsAsync))).All(words => words == "COMPLETED: COMPLETED"))
                    {
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                    place = (place + 1) % _clients.Length;
                }

                over.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Leases are short where a killed process has to lose its own.</summary>
    private async Task<ThreeProcesses> StartAsync(int leaseSeconds)
    {
        ThreeProcesses processes = _processes = new("--Kiln:Workers:LeaseSweepSeconds=1", $"--Kiln:Jobnik:LeaseSeconds={leaseSeconds}");
        await processes.StartAsync();
        Uri[] urls = [processes.First.Url, processes.Second.Api.Url, processes.Third.Api.Url];
        _clients = [.. urls.Select(url => new JobnikClient(url, processes.Key))];
        return processes;
    }

    private static async Task ListsSayAsync(JobnikClient client, int pending, int inProgress, int retried)
    {
        foreach (var (status, count) in ((string, int)[])[("PENDING", pending), ("IN_PROGRESS", inProgress), ("RETRIED", retried)])
        {
            Assert.Equal(count, (await client.GetAsync($"/v1/tasks?status={status}")).Body()["total"]!.GetValue<int>());
        }
    }
}
