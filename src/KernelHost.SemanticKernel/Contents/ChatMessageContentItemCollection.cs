using System.Collections.ObjectModel;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>The pieces of a message.</summary>
public class ChatMessageContentItemCollection : Collection<KernelContent>;
