using System.Text.Json.Nodes;

namespace Kiln.EndToEnd.Tests.Recovery.Nemesis;

/// <summary>What the clients of a nemesis run know of one submission: what they asked for, and what they were told.</summary>
/// <param name="key">Its idempotency key.</param>
/// <param name="body">What was submitted; null for a conversion of the sample box.</param>
internal sealed class TrackedJob(string key, JsonObject? body)
{
    private readonly Lock _lock = new();
    private string? _id;

    public string Key { get; } = key;

    public JsonObject? Body { get; } = body;

    /// <summary>The identifier that the service gave; null until a reply got through.</summary>
    public string? Id => _id;

    /// <summary>Somebody asked for a cancel, whether or not the reply got through.</summary>
    public bool CancelAsked { get; set; }

    /// <summary>The service said that it is cancelled.</summary>
    public bool Cancelled { get; set; }

    /// <summary>Somebody asked for its deletion, whether or not the reply got through.</summary>
    public bool DeleteAsked { get; set; }

    /// <summary>The service said that it is deleted.</summary>
    public bool Deleted { get; set; }

    /// <summary>Whether attempts of its last stage fail.</summary>
    public bool Fails => Body?["fail"] is not null;

    /// <summary>Takes the identifier of a reply; it must be the same each time.</summary>
    public void Accepted(string id)
    {
        lock (_lock)
        {
            Assert.True(_id is null || _id == id, $"The key {Key} gave {_id} first and {id} then.");
            _id = id;
        }
    }
}
