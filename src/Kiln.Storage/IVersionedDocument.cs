namespace Kiln.Storage;

/// <summary>A stored record that says which form it has.</summary>
internal interface IVersionedDocument
{
    int SchemaVersion { get; }
}
