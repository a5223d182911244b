using Microsoft.Extensions.AI;

namespace KernelHost.Forwarding;

/// <summary>How far a stream of one format is, told from its events. One per stream.</summary>
internal interface IStreamProgress
{
    /// <summary>Whether anything of an answer has come.</summary>
    bool Answered { get; }

    /// <summary>Nothing of the answer is missing but, perhaps, its usage: the connection may end as it likes.</summary>
    bool Finished { get; }

    /// <summary>The last event has come: nothing is worth waiting for.</summary>
    bool Over { get; }

    /// <summary>Whether a stream that ends in order, without a word, counts as whole.</summary>
    bool MayJustEnd { get; }

    /// <summary>Whether its end is written as <c>[DONE]</c>.</summary>
    bool EndsWithDone { get; }

    /// <returns>Whether the event brings the answer forward.</returns>
    bool Read(ObjectOutline data);

    /// <summary>The error that an event of this format is, as it is written; empty when it is none.</summary>
    ReadOnlyMemory<byte> ErrorIn(ObjectOutline data);

    /// <summary>Null when the event says nothing of it.</summary>
    UsageDetails? UsageIn(ObjectOutline data);
}
