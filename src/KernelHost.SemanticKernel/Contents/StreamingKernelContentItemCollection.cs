using System.Collections.ObjectModel;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>The parts of a piece of a message.</summary>
public sealed class StreamingKernelContentItemCollection : Collection<StreamingKernelContent>;
